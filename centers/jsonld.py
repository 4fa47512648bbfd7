"""One record as data."""
def record_as_json(whole): return {}
