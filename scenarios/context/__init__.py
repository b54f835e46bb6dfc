"""One running case: its trace, its validations, the received calls and the awaited calls."""
