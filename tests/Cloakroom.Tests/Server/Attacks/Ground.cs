using Cloakroom.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>A store and the servers on it (<see cref="Site"/>), as they are seen on one way.</summary>
internal sealed class Ground(Site site, Way way, IReadOnlyList<Node> nodes) : IAsyncDisposable
{
    /// <summary>The public host; its site is the same.</summary>
    public const string Host = "shop.example";

    public const string Origin = "https://" + Host, Listed = "https://app." + Host;

    public Way Way => way;

    /// <summary>The address of the store, with FOLDER for a folder.</summary>
    public string Address => site.Address;

    /// <summary>What it ends in: the database of a server that has several.</summary>
    public string Database => Address[(Address.LastIndexOf('/') + 1)..];

    public ShiftedClock Clock => site.Clock;

    public bool IsMemory => site.IsMemory;

    /// <summary>The node that requests are sent to.</summary>
    public Node Here => nodes[0];

    /// <summary>Another node on the same store; in memory there is only the one.</summary>
    public Node There => nodes[^1];

    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>The command line of a program that works on the same store and accounts.</summary>
    public string[] Flags => site.Flags;

    /// <summary>Where no proxy stands in front, one that speaks TLS itself comes second.</summary>
    public async Task<IReadOnlyList<Node>> WithTlsAsync() => way == Way.Direct ? [Here, await site.TlsAsync()] : [Here];

    /// <summary>Somebody with an account of their own.</summary>
    public async Task<Person> PersonAsync(string name, bool isAdmin = false)
    {
        string email = $"{name}-{site.NextNumber()}@example.org";
        return new Person(this, email, await RegisterAsync(email, isAdmin));
    }

    public async Task<string> RegisterAsync(string email, bool isAdmin = false)
    {
        Assert.True(EmailAddress.TryParse(email, out EmailAddress? address));
        await using AsyncServiceScope scope = Here.Services.CreateAsyncScope();
        RegistrationOutcome outcome = await scope.ServiceProvider.GetRequiredService<Registration>().AddAsync(address, Person.Password, isAdmin, TestContext.Current.CancellationToken);
        return Assert.IsType<RegistrationOutcome.Registered>(outcome).User.Id;
    }

    /// <summary>Ends the servers, on whatever way they were seen.</summary>
    public ValueTask DisposeAsync() => site.DisposeAsync();
}
