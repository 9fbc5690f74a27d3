#!/bin/sh
# Daybook as the Debian package installs it: works on the service's book, as the service's account, so that "sudo daybook
# check" is all that one types. Where another configuration is named or lies here, it is Daybook and nothing more.
program=/usr/lib/daybook/daybook
config=/var/lib/daybook/config.toml

elsewhere() { [ -e config.toml ] && ! [ config.toml -ef "$config" ]; }
if [ $# -eq 0 ] || elsewhere; then
    exec "$program" "$@"
fi
for word in "$@"; do
    case $word in
        --config | --config=* | --help | -h | --version | -V | help | demo | licences) exec "$program" "$@" ;;
        # The keeper of services listens to root alone.
        service) exec "$program" "$@" ;;
    esac
done
case $(id -un) in
    daybook) exec "$program" --config "$config" "$@" ;;
    root) exec setpriv --reuid=daybook --regid=daybook --init-groups -- "$program" --config "$config" "$@" ;;
    *)
        echo "daybook: the book of this machine's salon is looked after by root: put \"sudo\" before the command." >&2
        exit 1
        ;;
esac
