"""One record with everything the register publishes about it: what its page and its data show.

Each reader takes the record's identifier and returns None if no published record has it. The number of statements is
fixed, whatever the number of related records; lists that may grow without end are cut, and the whole is counted.
"""
