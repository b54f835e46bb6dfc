"""Block G: availability."""
