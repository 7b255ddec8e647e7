"""Demo data: a small company with its people, campaigns and a month of SMS, and as much more as a load test wants."""
