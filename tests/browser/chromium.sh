#!/bin/sh
# Chromium ($CHROMIUM) as Playwright starts it, without what costs most for every page that opens and none looks at:
# - the suggestions below the address bar, which are pages themselves: half a second of a core for each window;
# - a process in store for the page after this one.
# A later --disable-features would take the place of Playwright's own.
for each; do
    shift
    case $each in
        --disable-features=*) each=$each,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess ;;
    esac
    set -- "$@" "$each"
done
exec "$CHROMIUM" "$@"
