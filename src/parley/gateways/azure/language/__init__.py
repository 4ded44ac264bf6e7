"""Azure AI Language as its SDKs speak it: text analytics, conversations, question answering."""
