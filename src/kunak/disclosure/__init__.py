"""What a text gives away of a person who must not be found.

Pure: the text, the secrets and the texts published before come in, and a report
goes out. Nothing here reads a file or the clock, and nothing is kept.
"""
