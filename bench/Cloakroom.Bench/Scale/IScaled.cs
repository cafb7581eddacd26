namespace Cloakroom.Bench;

/// <summary>A store that is filled with millions of sessions.</summary>
internal interface IScaled : IAsyncDisposable
{
    string Name { get; }

    ISessionStore Store { get; }

    /// <summary>Bytes that the sessions take, their lookups included.</summary>
    Task<long> SizeAsync();

    /// <summary>These sessions are over. What it answers is the storm: forgets them as the program does, for as long as that is worth measuring.</summary>
    Task<Func<Task>> PrepareAsync(SessionEngine engine, Population over);
}
