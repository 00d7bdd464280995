package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.replication.LogSequenceNumber;

class SlotGuardTest {

    private static final Instant SENT = Instant.parse("2026-05-01T10:00:00Z");
    private static final Watermark WATERMARK = new Watermark("7", 2, lsn("0/200"), SENT);
    private static final ServerPosition SERVER = new ServerPosition("7", 2, lsn("0/300"));

    @ParameterizedTest
    @CsvSource({"reserved, 0/200", "extended, 0/200", "reserved, 0/100"})
    void slotThatIsNotAheadOfTheWatermarkIsStreamed(String walStatus, String confirmed) {
        assertThat(judge(WATERMARK, slot(walStatus, confirmed), SERVER)).isInstanceOf(SlotVerdict.Stream.class);
    }

    @Test
    void serverOnALaterTimelineIsStreamedWhenItHasTheSlot() {
        assertThat(judge(WATERMARK, slot("reserved", "0/200"), new ServerPosition("7", 3, lsn("0/300"))))
                .isInstanceOf(SlotVerdict.Stream.class);
    }

    @ParameterizedTest
    @CsvSource({"unreserved", "lost"})
    void slotWithoutItsWalIsRepaired(String walStatus) {
        assertThat(judge(WATERMARK, slot(walStatus, "0/200"), SERVER)).isEqualTo(repair(RepairReason.SLOT_INVALIDATED));
    }

    @Test
    void slotThatConfirmsNothingIsRepaired() {
        assertThat(judge(WATERMARK, slot("reserved", null), SERVER)).isEqualTo(repair(RepairReason.SLOT_INVALIDATED));
    }

    @Test
    void slotAheadOfTheWatermarkIsRepaired() {
        assertThat(judge(WATERMARK, slot("reserved", "0/201"), SERVER)).isEqualTo(repair(RepairReason.SLOT_AHEAD));
    }

    @Test
    void missingSlotIsRepaired() {
        assertThat(judge(WATERMARK, null, SERVER)).isEqualTo(repair(RepairReason.SLOT_MISSING));
    }

    @Test
    void unfinishedRepairIsRepairedFromWhereItBegan() {
        Watermark unfinished = Watermark.ofUnfinishedRepair(SERVER, Optional.of(SENT));
        assertThat(judge(unfinished, slot("reserved", "0/100"), SERVER))
                .isEqualTo(repair(RepairReason.UNFINISHED_REPAIR));
    }

    @Test
    void unfinishedRepairOfEverythingIsStillOfEverything() {
        Watermark unfinished = Watermark.ofUnfinishedRepair(SERVER, Optional.empty());
        assertThat(judge(unfinished, slot("reserved", "0/100"), SERVER))
                .isEqualTo(new SlotVerdict.Repair(RepairReason.UNFINISHED_REPAIR, Optional.of(Instant.EPOCH)));
    }

    @Test
    void withoutAWatermarkEverythingIsSentAgain() {
        assertThat(judge(null, slot("reserved", "0/100"), SERVER))
                .isEqualTo(new SlotVerdict.Repair(RepairReason.NO_WATERMARK, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"8, 2, 0/300, OTHER_SERVER", "7, 1, 0/300, OTHER_SERVER", "7, 2, 0/1FF, SERVER_BEHIND"})
    void serverThatIsNotWhereTheWatermarkWasWrittenGetsEverythingSentAgain(
            String system, int timeline, String flushed, RepairReason reason) {
        assertThat(judge(WATERMARK, slot("reserved", "0/100"), new ServerPosition(system, timeline, lsn(flushed))))
                .isEqualTo(new SlotVerdict.Repair(reason, Optional.empty()));
    }

    private static SlotVerdict judge(@Nullable Watermark watermark, @Nullable SlotState slot, ServerPosition server) {
        return SlotGuard.judge(Optional.ofNullable(watermark), Optional.ofNullable(slot), server);
    }

    private static SlotVerdict repair(RepairReason reason) {
        return new SlotVerdict.Repair(reason, Optional.of(SENT));
    }

    private static SlotState slot(String walStatus, @Nullable String confirmed) {
        return new SlotState("pgoutput", "millrace", false, walStatus, confirmed == null ? null : lsn(confirmed));
    }

    private static LogSequenceNumber lsn(String text) {
        return LogSequenceNumber.valueOf(text);
    }
}
