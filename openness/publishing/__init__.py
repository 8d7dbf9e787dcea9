"""Published pages: pure functions of (catalogue revision, URL), rendered once and kept compressed.

`pages` marks a view as published, `front` stands before Django and answers from `store`.
"""
