#!/bin/bash
# ab of the host (apache2-utils) against nginx and Apache in the guest: REQUESTS on kept connections and as many on new ones.
. "$(dirname "$0")/common.sh"
requests=${1:-100000}
mkdir "$work/www" && head -c 1000 /dev/urandom >"$work/www/page"
{
  echo "daemon off; worker_processes 1; error_log stderr; pid nginx.pid; events { worker_connections 256; }"
  echo "http { access_log off; keepalive_requests 1000000; server { listen 8080; root $work/www; }"
  for name in client_body proxy fastcgi uwsgi scgi; do echo "${name}_temp_path $work/$name;"; done
  echo "}"
} >"$work/nginx"
for mpm in prefork event; do
  cat >"$work/$mpm" <<C
ServerRoot $work
ServerName guest
Listen 8080
PidFile $work/pid
LoadModule mpm_${mpm}_module /usr/lib/apache2/modules/mod_mpm_$mpm.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
User www-data
Group www-data
ErrorLog /dev/stderr
DocumentRoot $work/www
MaxKeepAliveRequests 0
C
done
load() {
  name=$1 port=$2; shift 2
  $k42 run -q --publish "$port:8080" -b "$work:$work" -w "$work" "$@" 2>"$work/log" &
  server=$!
  for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$port/page" && break; sleep 0.1; done
  for keep in -k ''; do
    echo "$name ${keep:+kept}: $(ab -q $keep -n "$requests" -c 16 "http://127.0.0.1:$port/page" 2>&1 | grep -E '^(Complete|Failed|Non-2xx|Requests per)|apr_' | tr -s ' \n' ' ')"
  done
  kill "$server"; wait "$server" 2>/dev/null
}
load nginx 18081 /usr/sbin/nginx -p "$work" -c "$work/nginx"
load prefork 18082 /usr/sbin/apache2 -DFOREGROUND -f "$work/prefork"
load event 18083 /usr/sbin/apache2 -DFOREGROUND -f "$work/event"
