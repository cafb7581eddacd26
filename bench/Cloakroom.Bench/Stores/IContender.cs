namespace Cloakroom.Bench.Stores;

/// <summary>One way to keep sessions, as an application would use it.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Of this many sessions half end an hour after the start of the clock, and half a day after it.</summary>
    Task FillAsync(int sessions);

    /// <summary>Asks the store itself, past every cache.</summary>
    Task LookUpAsync(int session);

    /// <summary>What a request does to recognise its session. False: the store is away, and the program says so.</summary>
    Task<bool> RecognizeAsync(int session);

    /// <summary>Connections that the server has from this program; null where there is no server.</summary>
    Task<int?> CountConnectionsAsync();

    /// <summary>Gets rid of the half that has ended, in the store's usual way.</summary>
    Task ExpireAsync();

    /// <summary>Bytes that were written ahead since the start; null where that is not counted.</summary>
    Task<long?> WrittenAheadAsync();

    /// <summary>Bytes that the sessions take.</summary>
    Task<long> SizeAsync();

    /// <summary>Stops the server in its tracks, or lets it go on. False: there is no server to stop.</summary>
    bool Freeze(bool frozen);
}
