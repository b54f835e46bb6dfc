"""What holds for all tests."""

from hypothesis import settings

# The machines are shared and slow at times: how long an example takes says nothing.
settings.register_profile("plugfest", deadline=None, max_examples=50)
settings.load_profile("plugfest")
