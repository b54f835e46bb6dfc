"""The link to the CSMS, which can be made faulty: so a validation can be shown to bite."""
