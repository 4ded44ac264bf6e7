"""Skills and services as tools of the Model Context Protocol (MCP)."""
