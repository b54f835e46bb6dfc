"""Block J: meter values."""
