"""Settings from the environment; the README lists every variable."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from api.settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401  the latter is read by the schema
from configuration.unfold import UNFOLD  # noqa: F401  read by the admin's theme
from mitto_crm import demo_environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent

if demo_environment.is_wanted():
    demo_environment.load()

env = environ.Env()
env.prefix = ""


def secret(name: str) -> str:
    value: str = env.str(name, default="")
    if not value or value.lower() in {"changeme", "secret", "default"}:
        raise ImproperlyConfigured(
            f"{name} is missing or a placeholder. Run `make demo` to try Mitto CRM, "
            f"or set {name} as the README's set-up for production says."
        )
    return value


DEMO: bool = env.bool("MITTO_DEMO", default=False)
DEBUG: bool = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY")
MITTO_ENCRYPTION_KEYS = [key.strip() for key in secret("MITTO_ENCRYPTION_KEYS").split(",") if key.strip()]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

# Mitto can reach us only where this says; every send carries a callback below it.
PUBLIC_URL: str = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
MITTO_BASE_URL: str = env.str("MITTO_BASE_URL", default="https://rest.mittoapi.com").rstrip("/")
# How many proxies of our own stand in front; only what they wrote into X-Forwarded-For is believed.
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=0)
# The demo's phones; empty where a real gateway is used.
MITTO_SIMULATOR_URL: str = env.str("MITTO_SIMULATOR_URL", default="")

INSTALLED_APPS = [
    "mitto_crm",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "rest_framework",
    "rest_framework.authtoken",
    "simple_history",
    "configuration",
    "crm",
    "templates_app",
    "optout",
    "sms",
    "callbacks",
    "record_pages",
    "api",
    "simulator",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mitto_crm.middleware.callbacks_first",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mitto_crm.middleware.ContentSecurityPolicy",
    "mitto_crm.middleware.read_setup_once",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mitto_crm.middleware.setup_time_zone",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "record_pages.middleware.login_on_whole_page",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mitto_crm.urls"
WSGI_APPLICATION = "mitto_crm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'mitto.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Taking the write lock at BEGIN turns "database is locked" into a short wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an armed row must survive a power cut, or a message could be posted twice.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
    }
else:
    # For the same reason, whatever the server, the database or the role has for a default.
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=on".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "mitto_crm.lockout.client_ip"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "record_pages/account/locked.html"
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "mitto_crm.formats"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEMO:
    # The demo serves straight from the apps: nothing to collect, nothing to go stale.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
SECURE_SSL_REDIRECT: bool = env.bool("SECURE_SSL_REDIRECT", default=IS_HTTPS)
# Load balancers ask these in plain HTTP and take a redirect for an illness.
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS: int = env.int("SECURE_HSTS_SECONDS", default=31536000 if IS_HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# For each user; counted by each web process.
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"user": env.str("API_RATE", default="300/second")}

CELERY_BROKER_URL: str = env.str("CELERY_BROKER_URL", default="bells://localhost")
# What Prometheus sends as its bearer token; without one only admins see /metrics.
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")

# Where callbacks wait while the database is away.
MITTO_SPOOL: str = env.str("MITTO_SPOOL", default=str(BASE_DIR / "var" / "spool"))
MITTO_BELLS: str = env.str("MITTO_BELLS", default=str(BASE_DIR / "var" / "bells"))
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"bells_folder": MITTO_BELLS, "polling_interval": 0.05}
    if CELERY_BROKER_URL.startswith("bells:")
    else {"visibility_timeout": 600, "socket_connect_timeout": 2, "socket_timeout": 10}
)

LOGGING_CONFIG = None
logs.configure(debug=DEBUG)
