using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Cloakroom.Keys;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>
/// The key ring of ASP.NET Core Data Protection, kept where the sessions are: a redeploy or a second instance finds it again, and no key
/// lies in a home folder. The framework asks synchronously, at the start and every 24 hours.
/// </summary>
/// <remarks>
/// An entry is the XML of a key, or byte 1 and then the XML sealed under its name (<see cref="KeySecret"/>). One that does not open is passed
/// over: the ring of signing keys, which is under the same secret, has refused the start, unless new keys were asked for.
/// </remarks>
internal sealed class StoreKeyRepository(IKeyMaterialStore store, KeySecret? secret, ILogger<StoreKeyRepository> logger) : IDeletableXmlRepository
{
    internal const string Ring = "data-protection";

    private const byte Sealed = 1;

    public IReadOnlyCollection<XElement> GetAllElements() => [.. Entries().Select(Read).OfType<XElement>()];

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        using var bytes = new MemoryStream();
        element.Save(bytes, SaveOptions.DisableFormatting);
        byte[] kept = secret is null ? bytes.ToArray() : [Sealed, .. secret.Seal(bytes.ToArray(), Bound(friendlyName))];
        Wait(store.AddAsync(Ring, new KeyMaterial(friendlyName, kept), CancellationToken.None));
    }

    public bool DeleteElements(Action<IReadOnlyCollection<IDeletableElement>> chooseElements)
    {
        ArgumentNullException.ThrowIfNull(chooseElements);
        Deletable[] all = [.. from entry in Entries() let element = Read(entry) where element is not null select new Deletable(entry.Name, element)];
        chooseElements(all);
        foreach (Deletable chosen in all.Where(e => e.DeletionOrder is not null).OrderBy(e => e.DeletionOrder))
        {
            Wait(store.RemoveAsync(Ring, chosen.Name, CancellationToken.None));
        }

        return true;
    }

    private IReadOnlyList<KeyMaterial> Entries() => Wait(store.ListAsync(Ring, CancellationToken.None));

    // One that is damaged must not keep the others from being read: what they protect is still to be opened.
    private XElement? Read(KeyMaterial entry)
    {
        try
        {
            using var bytes = new MemoryStream(Open(entry));
            return XElement.Load(bytes);
        }
        catch (Exception damaged) when (damaged is XmlException or CryptographicException)
        {
            Log.ProtectionKeyUnreadable(logger, entry.Name, damaged);
            return null;
        }
    }

    private byte[] Open(KeyMaterial entry) => entry.Bytes.Span is [Sealed, .. var whole]
        ? secret?.TryOpen(whole, Bound(entry.Name)) ?? throw new CryptographicException("It is sealed under another secret, or damaged.")
        : entry.Bytes.ToArray();

    // Whoever can write to the store cannot pass an old key off as a new one.
    private static byte[] Bound(string name) => Encoding.UTF8.GetBytes($"cloakroom/{Ring}/{name}");

    // On the pool, so that a caller with a synchronisation context cannot wait for itself.
    private static T Wait<T>(ValueTask<T> call) => Task.Run(call.AsTask).GetAwaiter().GetResult();

    private sealed class Deletable(string name, XElement element) : IDeletableElement
    {
        public string Name { get; } = name;

        public XElement Element { get; } = element;

        public int? DeletionOrder { get; set; }
    }
}
