"""One running case: its trace, its validations, the calls that came and those that are awaited."""
