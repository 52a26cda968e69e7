"""Settings of Accord. Whatever differs between installations comes from the environment.

`.env.example` lists every variable. Without any, Accord runs embedded: SQLite, its own
broker on a socket, mail into a folder, all of it under `var/`, or where VAR_DIR says.
"""

import os
from pathlib import Path
from urllib.parse import quote, urlsplit

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import LOOPBACK, Environment, socket_path

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ, root=BASE_DIR)
VAR_DIR = env.folder("VAR_DIR", "var")

VERSION = "0.1.0"

DEBUG = env.flag("DEBUG", default=False)
EMBEDDED = not (env.has("DATABASE_URL") or env.has("REDIS_URL"))
EMBEDDED_BROKER = not (env.has("REDIS_URL") or env.has("CELERY_BROKER_URL"))
SECRET_KEY = env.secret(
    "SECRET_KEY", keep_in=None if env.has("DATABASE_URL") else VAR_DIR / "secret_key"
)
# What seals the log, newest first; older ones still verify (docs/security.md).
AUDIT_KEYS = env.secrets("AUDIT_KEY", [SECRET_KEY])

# Addresses
PORT = env.number("PORT", 8000, least=1, most=65535)
BASE_URL = env.site_address("BASE_URL", f"http://127.0.0.1:{PORT}", debug=DEBUG)
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", [urlsplit(BASE_URL).hostname or "", *LOOPBACK])
PROXIES = env.number("PROXIES", 0, least=0, most=5)
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "partnerships.apps.PanelConfig",
    "accounts",  # its changepassword comes before Django's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "common",
    "audit",
    "partnerships",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.middleware.CompressPages",
    "csp.middleware.CSPMiddleware",
    "common.middleware.dialog_redirects",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "common.second_click.SecondClick",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.viewer_time_zone",
    "common.middleware.no_store",
    "common.middleware.TellRefusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.can",
                "common.safe_screen.safe_screen",
                "partnerships.outbox.views.outages",
                "partnerships.overview.views.rail",
                "partnerships.demo.views.demo",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "common.forms.FormRenderer"

# Database and cache
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{quote(str(VAR_DIR))}/accord.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BROKER_SOCKET = socket_path(VAR_DIR / "broker.sock")
REDIS_URL = env.redis("REDIS_URL", embedded_socket=BROKER_SOCKET)
CACHES = {
    "default": {
        "BACKEND": "common.cache.SteadyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "accord",
    },
}

# Celery carries no business facts: a lost ring is harmless, the next one comes in a minute.
CELERY_BROKER_URL = env.broker("CELERY_BROKER_URL", redis_url=REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Rings that a worker holds when the broker goes are not kept for later: the worker would end.
CELERY_BROKER_TRANSPORT_OPTIONS = {"ack_emulation": False}
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 240  # seconds
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Nothing has to be remembered between two starts, so there is no file that could be damaged.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "partnerships.tick", "schedule": 60.0, "options": {"expires": 55}},
}

# People and their sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
# Never by address alone, or a stranger could shut its owner out; see accounts/adapter.py.
ACCOUNT_RATE_LIMITS = {
    "login": "",  # counted as login_source, which browsers known to be the user's pass
    "login_source": "30/m/ip",
    "login_failed": "5/5m/key",  # by address and source, or by known browser
    "reset_password": "20/m/ip,60/h/ip",
    "email_to_address": "3/15m/key,8/d/key",  # what strangers can have sent to one address
}

# Sessions, cookies, headers
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "accord-session"
SESSION_COOKIE_SECURE = HTTPS
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "accord-device"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "accord-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_SSL_REDIRECT = HTTPS and PROXIES > 0
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Static files and uploads
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "var" / "assets"]
STORAGES = {
    "default": {
        "BACKEND": env.text("FILE_STORAGE", "common.storage.WholeFileStorage"),
        "OPTIONS": env.options("FILE_STORAGE_OPTIONS"),
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        ),
    },
}
MEDIA_ROOT = env.folder("MEDIA_ROOT", str(VAR_DIR / "media"))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000  # a review round takes up to 2,000 partnerships by name
MAX_UPLOAD_MB = env.number("MAX_UPLOAD_MB", 25, least=1, most=500)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "common.uploads.BoundedUploadHandler",
]

# Mail
mail = env.mail("EMAIL_URL", f"folder://{quote(str(VAR_DIR))}/mail")
MAIL_TRANSPORT = mail.transport
MAIL_FOLDER = mail.folder
MAIL_CONNECTIONS = env.number("MAIL_CONNECTIONS", 4, least=1, most=16)
MAIL_PER_DOMAIN_PER_MINUTE = env.number("MAIL_PER_DOMAIN_PER_MINUTE", 0, least=0, most=100_000)
MAIL_FROM = env.sender(
    "MAIL_FROM", host=urlsplit(BASE_URL).hostname or "", by_smtp=MAIL_TRANSPORT == "smtp"
)
MAIL_DOMAIN = MAIL_FROM.rpartition("@")[2]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"Accord <{MAIL_FROM}>"
EMAIL_BACKEND = "partnerships.outbox.actions.account_mail.EmailBackend"
EMAIL_HOST = mail.host
EMAIL_PORT = mail.port
EMAIL_HOST_USER = mail.user
EMAIL_HOST_PASSWORD = mail.password
EMAIL_USE_TLS = mail.starttls
EMAIL_USE_SSL = mail.implicit_tls
MAIL_WEBHOOK = env.webhook(
    "MAIL_WEBHOOK",
    among=[
        "amazon_ses",
        "brevo",
        "mailgun",
        "mailjet",
        "postmark",
        "resend",
        "sendgrid",
        "sparkpost",
    ],
)
ANYMAIL = {
    "WEBHOOK_SECRET": env.text("MAIL_WEBHOOK_SECRET", ""),
    "MAILGUN_WEBHOOK_SIGNING_KEY": env.text("MAIL_WEBHOOK_KEY", ""),
}

# Those who watch from outside
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
DEADMAN_URL = env.page_address("DEADMAN_URL")

# Language and time
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.zone("TIME_ZONE", "America/New_York")
HOLIDAYS = env.holidays("HOLIDAYS", "US")
USE_TZ = True

# What follows these addresses opens something by itself, so no log may hold it.
SECRET_ADDRESSES = [
    *("/p/", "/a/", "/r/", "/c/", "/i/"),
    *("/reminders/stop/", "/accounts/password/reset/key/"),
]
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", among=["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
        },
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
