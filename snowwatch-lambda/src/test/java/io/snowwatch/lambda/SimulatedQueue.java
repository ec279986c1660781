package io.snowwatch.lambda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A queue as SQS has them, whose clock goes forward when there is nothing else to do: what was
 * received is hidden until it is deleted or its time is over, and what was received too often goes
 * to the dead-letter queue.
 *
 * <p>Safe for use by several threads.
 */
final class SimulatedQueue {

  private final long visibilitySeconds;
  private final int maxReceiveCount;
  private final Deque<Message> visible = new ArrayDeque<>();
  private final PriorityQueue<Message> hidden =
      new PriorityQueue<>(Comparator.comparingLong(message -> message.visibleAt));
  private final List<String> dead = new ArrayList<>();
  private long now;
  private int sent;
  private int inFlight;

  SimulatedQueue(long visibilitySeconds, int maxReceiveCount) {
    this.visibilitySeconds = visibilitySeconds;
    this.maxReceiveCount = maxReceiveCount;
  }

  static final class Message {
    private final String id;
    private final String body;
    private int received;
    private long visibleAt;

    private Message(String id, String body) {
      this.id = id;
      this.body = body;
    }

    String id() {
      return id;
    }

    String body() {
      return body;
    }
  }

  synchronized void send(String body) {
    visible.add(new Message("m" + sent++, body));
    notifyAll();
  }

  /** The next messages; none when everything was deleted or is dead. */
  synchronized List<Message> receive(int most) throws InterruptedException {
    while (true) {
      List<Message> batch = new ArrayList<>();
      while (batch.size() < most && !visible.isEmpty()) {
        Message message = visible.poll();
        message.received++;
        if (message.received > maxReceiveCount) {
          dead.add(message.body);
        } else {
          message.visibleAt = now + visibilitySeconds;
          batch.add(message);
        }
      }
      if (!batch.isEmpty()) {
        inFlight += batch.size();
        return batch;
      }
      if (inFlight > 0) {
        wait();
      } else if (hidden.isEmpty()) {
        return List.of();
      } else {
        now = hidden.element().visibleAt;
        while (!hidden.isEmpty() && hidden.element().visibleAt <= now) {
          visible.add(hidden.remove());
        }
      }
    }
  }

  /** Deletes what of a batch did not fail. */
  synchronized void finish(List<Message> batch, Collection<String> failed) {
    Set<String> again = new HashSet<>(failed);
    batch.stream().filter(message -> again.contains(message.id)).forEach(hidden::add);
    inFlight -= batch.size();
    notifyAll();
  }

  /** Takes what is dead. */
  synchronized List<String> takeDead() {
    List<String> taken = List.copyOf(dead);
    dead.clear();
    return taken;
  }

  synchronized long secondsPassed() {
    return now;
  }
}
