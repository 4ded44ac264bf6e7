"""The home over HTTP: accounts, devices, sync, files and what is taken away; one file a subject.

Each has ``routes(door, home)``, which makes its routes by the ``Door`` (``gateways/access``).
"""
