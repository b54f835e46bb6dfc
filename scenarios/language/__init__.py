"""The words that scenarios are written in: speakers, matchers, decorators, reusable states."""
