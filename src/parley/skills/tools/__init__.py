"""Tools of MCP servers, as intents that people can speak."""
