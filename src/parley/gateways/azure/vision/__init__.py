"""Image Analysis 4.0, Computer Vision 3.2 with Read, and Document Intelligence, as their SDKs speak them."""
