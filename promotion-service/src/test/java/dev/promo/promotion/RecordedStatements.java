package dev.promo.promotion;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Notes the statements that the service sends to the database while it is asked to, with their parameters. */
public final class RecordedStatements {

    private final Map<String, Map<Integer, @Nullable Object>> statements = new ConcurrentHashMap<>();
    private volatile boolean recording;

    /**
     * A statement of the service.
     *
     * @param parameters in its order, as they were last
     */
    public record Statement(String sql, Collection<@Nullable Object> parameters) {}

    /** The statements that the work runs on any thread. */
    public List<Statement> during(Runnable work) {
        statements.clear();
        recording = true;
        try {
            work.run();
        } finally {
            recording = false;
        }
        return statements.entrySet().stream()
                .map(entry -> new Statement(entry.getKey(), entry.getValue().values()))
                .toList();
    }

    BeanPostProcessor aroundTheDataSource() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source ? new Recording(source) : bean;
            }
        };
    }

    private final class Recording extends DelegatingDataSource {

        Recording(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            return recording ? proxy(Connection.class, new Prepares(connection)) : connection;
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    private final class Prepares implements InvocationHandler {
        private final Connection connection;

        Prepares(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            var result = call(connection, method, arguments);
            return result instanceof PreparedStatement statement
                            && arguments != null
                            && arguments[0] instanceof String sql
                    ? RecordedStatements.proxy(PreparedStatement.class, new Sets(statement, sql))
                    : result;
        }
    }

    private final class Sets implements InvocationHandler {
        private final PreparedStatement statement;
        private final Map<Integer, @Nullable Object> parameters = new TreeMap<>();

        Sets(PreparedStatement statement, String sql) {
            this.statement = statement;
            statements.put(sql, parameters);
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().startsWith("set")
                    && arguments != null
                    && arguments.length >= 2
                    && arguments[0] instanceof Integer index) {
                parameters.put(index, method.getName().equals("setNull") ? null : arguments[1]);
            }
            return call(statement, method, arguments);
        }
    }
}
