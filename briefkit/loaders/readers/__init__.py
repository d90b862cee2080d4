"""One module for each format of an archive: a lazy iterator of records with constant memory.

None imports another format, but for `objects`, which tells apart the sorts of JSON. All are imported when needed.
"""
