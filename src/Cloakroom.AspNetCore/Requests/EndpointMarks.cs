using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Cloakroom;

/// <summary>What an endpoint says of itself that matters to a request, read from its metadata once.</summary>
internal sealed class EndpointMarks
{
    private static readonly ConditionalWeakTable<Endpoint, EndpointMarks> Known = [];
    private static readonly EndpointMarks None = new(EndpointMetadataCollection.Empty);

    private EndpointMarks(EndpointMetadataCollection metadata)
    {
        IsSameOriginOnly = metadata.GetMetadata<SameOriginOnlyAttribute>() is not null;
        AllowsCrossSite = metadata.GetMetadata<InsecureAllowCrossSiteAttribute>() is not null;
        IsHub = metadata.GetMetadata<HubMetadata>() is not null;
        IsSameForEverybody = metadata.GetMetadata<SameForEverybody>() is not null;
        WorksWithoutStore = metadata.GetMetadata<WorksWithoutStore>() is not null;
        ReloadsSameSite = metadata.GetMetadata<SameSiteReloadAttribute>() is not null;
        NeedsAntiforgery = metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true };
    }

    /// <summary>A GET as well must come from here.</summary>
    public bool IsSameOriginOnly { get; }

    /// <summary>No request is asked where it comes from.</summary>
    public bool AllowsCrossSite { get; }

    /// <summary>It is a hub of SignalR.</summary>
    public bool IsHub { get; }

    /// <summary>Its answer does not depend on who asks, although it asks who that is.</summary>
    public bool IsSameForEverybody { get; }

    /// <summary>It can do its work although the store is away.</summary>
    public bool WorksWithoutStore { get; }

    /// <summary>A navigation from another site is made anew from here, with the cookie.</summary>
    public bool ReloadsSameSite { get; }

    /// <summary>The framework runs it only where somebody has said that a check against forgery is made.</summary>
    public bool NeedsAntiforgery { get; }

    /// <summary>What it asks of whoever calls it; null while nobody has asked. It belongs to one application, and so do the policies.</summary>
    public Demand? Demand { get; set; }

    /// <summary>Null: there is no endpoint, or none yet.</summary>
    public static EndpointMarks Of(Endpoint? endpoint) => endpoint is null ? None
        : Known.TryGetValue(endpoint, out EndpointMarks? known) ? known : Known.GetValue(endpoint, static e => new(e.Metadata));
}
