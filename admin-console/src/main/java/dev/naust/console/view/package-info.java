/** What the templates show: values made for people, with nothing left to decide. */
@NullMarked
package dev.naust.console.view;

import org.jspecify.annotations.NullMarked;
