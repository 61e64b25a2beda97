/** What all answers share: the services behind them, problems, JSON objects, request ids, static files, names in addresses. */
@NullMarked
package dev.naust.console.web;

import org.jspecify.annotations.NullMarked;
