"""What the SDKs of Azure's AI services ask for, answered by this machine's own services."""
