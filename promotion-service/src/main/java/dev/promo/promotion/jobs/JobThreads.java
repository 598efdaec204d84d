package dev.promo.promotion.jobs;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Gives jobs enough threads ({@code spring.task.scheduling.pool.size}) that a long one delays no other. Spring's own scheduler
 * for virtual threads runs all jobs that have a fixed delay on one thread.
 */
@Configuration(proxyBeanMethods = false)
class JobThreads {

    /** No default candidate, so that what is asynchronous or serves requests keeps its own threads. */
    @Bean(defaultCandidate = false)
    ThreadPoolTaskScheduler jobScheduler(ThreadPoolTaskSchedulerBuilder builder) {
        return builder.build();
    }

    @Bean
    SchedulingConfigurer jobsOnTheirThreads(@Qualifier("jobScheduler") ThreadPoolTaskScheduler jobScheduler) {
        return jobs -> jobs.setTaskScheduler(jobScheduler);
    }
}
