package dev.promo.local.demo;

/** One line of the demo's proof: what it must be and what it is. */
public record Finding(String what, String expected, String found) {

    static Finding of(String what, Object expected, Object found) {
        return new Finding(what, expected.toString(), found.toString());
    }

    public boolean holds() {
        return expected.equals(found);
    }
}
