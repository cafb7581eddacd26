namespace Cloakroom.Tests.Sessions;

public sealed class MemorySessionHistoryTests : SessionHistoryProperties
{
    protected override int Interleavings => 50_000;

    protected override ValueTask<ISessionStore> OpenAsync() => new(new MemorySessionStore());
}

/// <summary>Many schedules at once in one store: other timings, and users that must not meet.</summary>
public sealed class SharedMemorySessionHistoryTests : SessionHistoryProperties
{
    protected override int Interleavings => 10_000;

    protected override int SchedulesPerStore => 50;

    protected override ValueTask<ISessionStore> OpenAsync() => new(new MemorySessionStore());
}
