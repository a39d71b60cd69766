"""News tips by mail: words and photos that readers send, kept until a newsletter has them."""
