"""The Responses API, over the assistant or over an upstream's chat completions."""
