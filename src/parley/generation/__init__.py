"""Language models that others run: reached at addresses of the settings, in the form of OpenAI's API."""
