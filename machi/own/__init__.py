"""A visitor's own files, shown like the examples: opened, put on a shelf of their own, never written anywhere.

Everything here lives in the memory of one browser session. Nothing of it may reach a file, a log, a URL or a cache that
sessions share; ``machi.own.shelf`` makes the shelf that pages read in place of the published one.
"""
