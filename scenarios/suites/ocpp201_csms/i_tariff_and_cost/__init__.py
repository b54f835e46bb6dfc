"""Block I: tariff and cost."""
