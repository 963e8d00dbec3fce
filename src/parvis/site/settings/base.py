"""Applications, middlewares, templates, language and time."""

DEBUG = False
ROOT_URLCONF = "parvis.site.urls"
WSGI_APPLICATION = "parvis.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "parvis.apps.ui",
    "parvis.apps.authorities",
    "parvis.apps.audit",
    "parvis.apps.jobs",
    "parvis.apps.accounts",
    "parvis.apps.people",
    "parvis.apps.catalogue",
    "parvis.apps.casework",
    "parvis.apps.sources",
    "parvis.apps.controls",
    "parvis.apps.notes",
    "parvis.apps.simulators",
    "parvis.apps.channels",
    "parvis.apps.campaigns",
    "parvis.apps.desk",
    "parvis.apps.insights",
    "parvis.apps.api",
    "parvis.apps.offer",
    "parvis.apps.palmares",
    "parvis.apps.territory",
    "parvis.apps.portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "parvis.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Its random padding answers BREACH; figures compress seven times.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "parvis.site.middleware.ActorMiddleware",
    "parvis.site.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "parvis.apps.ui.frame.frame",
            ],
        },
    },
]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
