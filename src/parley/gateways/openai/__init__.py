"""The APIs of OpenAI, for programs that its SDKs were made for."""
