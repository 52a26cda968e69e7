"""Defaults of the web server; a command line option wins over each.

The application is loaded before the first worker starts, so a wrong setting ends the start
with one line and is not tried again and again.
"""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
preload_app = True
threads = 8
timeout = 60  # seconds
graceful_timeout = 10  # seconds
control_socket_disable = True
