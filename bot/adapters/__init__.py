"""The platforms: each sub-package turns the application's values into what people see there, and back.

Thin, and strangers to each other: an adapter imports the application and the domain, never another adapter, the
store or the index.
"""
