"""Where a play takes place: its trace, its validations, the calls that came and those that are awaited."""
