package dev.promo.local.stack;

import dev.promo.local.process.FreePorts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * Which port each listener of a stack gets.
 *
 * @param numbers a port for every {@link StackPort}
 */
public record PortPlan(Map<StackPort, Integer> numbers) {

    public PortPlan {
        numbers = Map.copyOf(numbers);
        if (numbers.size() != StackPort.values().length) {
            throw new IllegalArgumentException("A port is missing: " + numbers);
        }
    }

    /** The plan that asks for each port. */
    public static PortPlan of(ToIntFunction<StackPort> choice) {
        var numbers = new EnumMap<StackPort, Integer>(StackPort.class);
        for (var port : StackPort.values()) {
            numbers.put(port, choice.applyAsInt(port));
        }
        return new PortPlan(numbers);
    }

    /** The documented ports. */
    public static PortPlan usual() {
        return of(StackPort::usual);
    }

    /** Ports that are free now, for stacks that live side by side. */
    public static PortPlan free() {
        return of(_ -> FreePorts.next());
    }

    @SuppressWarnings("NullAway") // the constructor saw to it that every port has a number
    public int number(StackPort port) {
        return numbers.get(port);
    }

    /** What keeps this plan from working, one sentence each for a person to act on; empty if nothing does. */
    public List<String> objections() {
        return objections(FreePorts::isFree);
    }

    List<String> objections(IntPredicate isFree) {
        var objections = new ArrayList<String>();
        var users = new EnumMap<StackPort, Integer>(StackPort.class);
        for (var port : StackPort.values()) {
            var number = number(port);
            var change = "Choose another with " + port.option() + " or " + port.variable() + ".";
            var sharer = users.entrySet().stream()
                    .filter(user -> user.getValue() == number)
                    .findFirst();
            if (number < 1 || number > 65_535) {
                objections.add(number + " is no port for " + port.user() + ". " + change);
            } else if (sharer.isPresent()) {
                objections.add("Port " + number + " is wanted by both "
                        + sharer.get().getKey().user() + " and " + port.user() + ". " + change);
            } else if (!isFree.test(number)) {
                objections.add("Port " + number + ", which " + port.user()
                        + " needs, is taken by another program (or not allowed). " + change);
            }
            users.put(port, number);
        }
        return objections;
    }
}
