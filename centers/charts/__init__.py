"""The charts: dated records in, placed marks out.

Places are percentages of the drawn width and height, so that one drawing fits a telephone, a screen and a sheet of
paper while its strokes and letters keep their size. What a mark looks like is the templates' and the style sheet's
business; what it says in words stands beside it, since every chart is, or has beside it, a table of the same.
"""
