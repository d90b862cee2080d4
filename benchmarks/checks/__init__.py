"""The measures of the checks, on labelled sets and on the corpus that lie outside the repository."""
