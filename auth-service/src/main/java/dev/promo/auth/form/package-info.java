/** Request bodies are read so that all their mistakes are reported at once; start with {@link dev.promo.auth.form.Form}. */
@NullMarked
package dev.promo.auth.form;

import org.jspecify.annotations.NullMarked;
