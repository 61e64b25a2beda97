package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.rest.QueuesResource;
import java.util.List;

/** The URLs of the stores' queues. */
final class QueueRoutes implements RouteGroup {
    private static final String QUEUE = "/stores/{id}/queues/{queue}";
    private final QueuesResource queues;

    QueueRoutes(QueuesResource queues) {
        this.queues = queues;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/stores/{id}/queues", VIEWER, queues::list, "A store's queues")
                        .query("limit", "cursor")
                        .answers(200, "Queue[]"),
                api(GET, QUEUE, VIEWER, queues::counts, "How many jobs a queue has in each state")
                        .answers(200, "Counts"),
                api(GET, QUEUE + "/jobs", VIEWER, queues::jobs, "A queue's jobs of one state, to look at")
                        .query("state", "limit", "cursor")
                        .answers(200, "Job[]"),
                api(POST, QUEUE + "/jobs", OPERATOR, queues::enqueue, "Add a job; takes Idempotency-Key")
                        .takes("NewJob")
                        .answers(201, "JobId"),
                api(
                                POST,
                                QUEUE + "/jobs/dequeue",
                                OPERATOR,
                                queues::dequeue,
                                "Lease the next jobs; 204 when none is due")
                        .takes("Lease")
                        .answers(200, "LeasedJobs"),
                api(POST, QUEUE + "/jobs/{job}/ack", OPERATOR, queues::acknowledge, "The job is done")
                        .takes("JobToken")
                        .answers(204),
                api(POST, QUEUE + "/jobs/{job}/fail", OPERATOR, queues::fail, "The attempt failed")
                        .takes("JobFailure")
                        .answers(204),
                api(POST, QUEUE + "/jobs/{job}/heartbeat", OPERATOR, queues::heartbeat, "Keep the job for longer")
                        .takes("JobToken")
                        .answers(200, "LeaseEnd"),
                api(POST, QUEUE + "/jobs/{job}/requeue", OPERATOR, queues::requeue, "Try a dead job again")
                        .answers(204),
                api(POST, QUEUE + "/purge", OPERATOR, queues::purge, "Remove ready or dead jobs")
                        .takes("Purge")
                        .answers(200, "Purged"));
    }
}
