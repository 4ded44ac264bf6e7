"""Who may do what: people, their sign-ins, their devices, and keys for programs."""
