# syntax=docker/dockerfile:1

FROM python:3.13-slim AS build
ENV UV_NO_CACHE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY requirements/ requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt
RUN uv venv --python /usr/local/bin/python3 .venv \
 && uv pip install --python .venv/bin/python --require-hashes --compile-bytecode -r requirements/runtime.txt
COPY manage.py ./
COPY openness/ openness/
COPY templates/ templates/
COPY static/ static/
COPY locale/ locale/
COPY fixtures/ fixtures/
COPY scripts/__init__.py scripts/messages.py scripts/healthcheck.py scripts/
RUN .venv/bin/python -m scripts.messages compile \
 && SECRET_KEY=only-for-this-step .venv/bin/python manage.py collectstatic --noinput --verbosity=0 \
 && .venv/bin/python -m compileall -q openness scripts

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --no-log-init --shell /usr/sbin/nologin openness \
 && install --directory --owner=openness /var/lib/openness/bulk
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=build /app /app
USER openness
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-m", "scripts.healthcheck"]
CMD ["granian", "--interface", "wsgi", "openness.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "1", "--no-ws", "--respawn-failed-workers", \
     "--workers-kill-timeout", "5", "--log-level", "warning"]
