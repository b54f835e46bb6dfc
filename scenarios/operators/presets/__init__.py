"""What is known of CSMSs that many people use, so that nobody has to describe them again."""
