"""How to speak to Mitto: the HTTP client, what its answers and callbacks mean, and how texts are counted."""
