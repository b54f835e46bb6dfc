"""Presets: descriptions of CSMSs that many people use."""
