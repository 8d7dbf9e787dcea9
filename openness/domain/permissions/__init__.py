"""May I use it? A situation is held against the terms of every licence that a model comes under.

This is not legal advice, and every page that shows an answer says so.
"""
